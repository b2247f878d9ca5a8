"""python -m feedback_xl"""

from feedback_xl.cli import main

main()
