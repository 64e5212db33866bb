"""The Open Inference Protocol, version 2: tensors in, tensors out.

    body -> document + raw bytes    binary.py      the extension that puts tensors outside the JSON
         -> validated document      schemas.py
         -> pixels and outputs      request.py     tensors as arrays, of datatypes.py
         -> reply                   response.py    in JSON, or raw behind it

    model -> its tensors            metadata.py

The protocol is at https://github.com/kserve/open-inference-protocol, the binary extension ("Binary
Tensor Data Extension") at https://github.com/triton-inference-server/server.
"""
