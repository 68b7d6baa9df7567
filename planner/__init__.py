"""The influencer mix planner: which pyramid of creators a budget should buy, and the proof of it.

Data flows one way: domain <- forecast <- rules <- optimise; nothing here knows of Streamlit.
"""

from planner.version import __version__ as __version__
