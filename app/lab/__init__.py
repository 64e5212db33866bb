"""The training lab: runs that a page starts, watches and steers, each in a process of its own.

    browser -> app/routes/lab -> Lab -> starts `python -m app.lab.trainer FOLDER`
                                    -> writes words into FOLDER/commands
    browser <- app/routes/lab <- FOLDER/events  <- the trainer, which alone writes there

The folder of a run is the truth about it, so any number of server processes can show and steer the
same runs, and a server that starts again finds them:

    plan.json                what is to be trained, never changed
    lock                     held by the trainer as long as its process lives, however it ends
    events                   numbered, one a line, appended whole: see `app.lab.runs.events`
    picture                  the data of the last event of weights
    commands                 one word a line: pause, resume, step, stop, park
    checkpoint.safetensors   see `model.training.checkpoint`; gone once the run is over
    r-xxxxxxxx.safetensors   the weights after the last whole epoch
    trainer.log              what the process printed beside that, such as a traceback

A trainer whose server is gone notices that its standard input ends, parks the run (checkpoint,
state `paused`) and ends. A trainer that was killed lets go of the lock without having written a
final state; whoever looks next writes `failed`.
"""
