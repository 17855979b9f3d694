"""What the person sees and what scripts read, recorded before the house was redrawn: the answers of
hundreds of command lines, pictures of the screens, and what an earlier napkin left on the disk.

`python -m tests.unchanged record` records anew. A recording changes only with a change that was
asked for, and the commit that takes it says which.
"""

import os

# Set before Textual is imported, which reads it once.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
