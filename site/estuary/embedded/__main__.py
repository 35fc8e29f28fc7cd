import sys

from estuary.embedded.keeper import main

sys.exit(main(*sys.argv[1:]))
