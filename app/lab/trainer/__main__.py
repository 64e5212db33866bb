"""Run ``python -m app.lab.trainer FOLDER``."""

from app.lab.trainer.main import main

if __name__ == "__main__":
    main()
