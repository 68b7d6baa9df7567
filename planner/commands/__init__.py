"""The commands, one module each, whose `COMMAND` declares its words, its options and what runs it.

Heavy modules are imported where they are needed, so that --help and a mistyped path answer at once.
"""
