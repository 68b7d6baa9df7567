"""The commands, one module each: `add` gives the parser its options, and a function that runs it.

Heavy modules are imported where they are needed, so that --help and a mistyped path answer at once.
"""
