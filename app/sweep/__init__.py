"""Hyperparameter sweeps: many settings of a recipe, each with several seeds, on Ray Tune.

    app/cli/sweep -> spec -> trials -> ray_tune -> trial, in Ray's workers
                                           |
                                        results -> sweep.json, trials.csv, winner.toml
                                                       |
                        app/routes/sweeps <- view <- folder

    spec       the sweep file, checked
    trials     the recipes of its settings and seeds
    folds      groups of digits that are left out of a trial, which is validated on them
    ray_tune   runs them on Ray Tune, here or on a cluster; it and the next two need Ray
    early_stopping  stops trials that are behind
    trial      trains one, with a checkpoint after each epoch
    results    results by trial and by setting, ranked, as JSON and CSV; schemas has their shape
    folder     the results of the sweeps in a folder, read again
    view       what the page of the results shows of one
    recipe_file  a recipe as TOML

Ray schedules, stops early, saves, and restores; the code here turns a file into trials.
"""
