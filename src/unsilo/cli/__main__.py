import sys

from unsilo.cli import main

sys.exit(main())
