import sys

from facsimile_train.command_line import main

sys.exit(main())
