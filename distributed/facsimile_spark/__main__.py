from facsimile_spark.command_line import main

raise SystemExit(main())
