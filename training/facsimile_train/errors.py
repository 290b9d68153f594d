"""What is wrong with what a user gave."""


class InputError(Exception):
    """A file, an option or another program's answer that can't be used; the message names it, and what was expected."""
