"""`python -m seqtui` is `seqtui`."""

from seqtui.cli import main

if __name__ == "__main__":
    main()
