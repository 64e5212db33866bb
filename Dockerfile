# Inkling in a container: one worker, no root, nothing to write to. See docs/operations.md.
FROM python:3.13-slim AS build
WORKDIR /source
RUN python -m venv /opt/inkling
COPY requirements/image.txt requirements/image.txt
RUN /opt/inkling/bin/pip install --no-cache-dir --require-hashes -r requirements/image.txt
COPY pyproject.toml README.md LICENSE ./
COPY inkling inkling
COPY app app
COPY model model
COPY static static
COPY templates templates
RUN /opt/inkling/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/inkling /opt/inkling
ENV PATH=/opt/inkling/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    INKLING_HOST=0.0.0.0 \
    INKLING_LAB=off \
    INKLING_LOG_FORMAT=json
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ.get(\"INKLING_PORT\") or 8000}/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["inkling"]
CMD ["serve"]
