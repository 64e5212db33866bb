"""The Open Inference Protocol over gRPC, beside HTTP's /v2; needs the extra `grpc`.

protocol   messages and method names, of open_inference_grpc.proto
messages   requests and replies from and to messages
service    the six methods
server     the server that answers them, in the process and with the models of the HTTP service

`open_inference_grpc.proto` is that of https://github.com/kserve/open-inference-protocol
(specification/protocol), under the licence beside it. `protoc --descriptor_set_out` makes
`open_inference_grpc.binpb` of it.
"""
