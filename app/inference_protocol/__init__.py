"""The Open Inference Protocol, version 2: tensors in, tensors out.

    body -> document + raw bytes    binary.py     the extension that puts numbers outside the JSON
         -> request                 request.py    what is asked, with its fields verified
         -> pixels                  inputs.py     what this network takes, of datatypes.py
         -> outputs                 reply.py      what was asked for, in JSON or raw

The protocol is at https://github.com/kserve/open-inference-protocol, the binary extension ("Binary
Tensor Data Extension") at https://github.com/triton-inference-server/server.
"""
