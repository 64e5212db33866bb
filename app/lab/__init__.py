"""The training lab: training runs that a page starts, watches and controls.

    browser -> app/routes/runs -> training_service -> a process: python -m app.lab.trainer LAB ID
    browser <- app/routes/runs <- event_stream <- the database <- the process

    training_service     use cases of one server: start, control and delete runs
    trainer_processes    the processes that it started
    run_repository       runs for one server: opens the database, and records that a run died
    runs/database        transactions on runs, events and commands, for servers and trainers
    runs/record, status  one run, and its status after each event
    runs/recorder        the events of one trainer; runs/telemetry makes their data
    trainer/             the process that trains one run
    run_config, limits   settings of a run; what runs may take
    trained_models       weights of finished runs, as models that answer
    event_stream         events of a run, as JSON and as a stream
    access               who may use the lab
    components           all of it, built from the settings

The lab's folder holds everything, so any number of server processes of one machine can show and
control the same runs, and a server that starts again finds them:

    runs.sqlite3                    configuration, status, events and commands: see `runs.tables`
    lock                            held while a process opens the database
    RUN_ID/lock                     held by the training process of the run until it ends
    RUN_ID/checkpoint.safetensors   see `model.training.checkpoint`; removed when the run has ended
    RUN_ID/RUN_ID.safetensors       the weights after the last whole epoch
    RUN_ID/trainer.log              output of the process, such as a traceback
    mnist.json, mnist.lock          the download of MNIST

A training process whose server is gone notices that its standard input ends; it saves a checkpoint,
records that the run is paused, and ends. One that is killed releases its lock without recording a
final state; the next reader records that the run failed.
"""
