"""Run ``python -m app.lab.trainer LAB RUN_ID``."""

from app.lab.trainer.main import main

if __name__ == "__main__":
    main()
