# The server and the command line in a container, as a user without rights; the root file system may be read-only (`--read-only --tmpfs /tmp`).
#
#   docker build --tag suretygraph .
#   docker run --rm -v "$PWD:/data" --user "$(id -u):$(id -g)" suretygraph ingest folder/
#   docker run --detach --publish 127.0.0.1:8000:8000 -v suretygraph:/data suretygraph
#
# What lasts is in /data: the store, keys and audit trail, and caches. The server lets nobody in without a key or a token.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY graph graph
COPY ingest ingest
COPY analysis analysis
COPY viz viz
COPY api api
RUN python -m venv /opt/suretygraph \
    && /opt/suretygraph/bin/pip install --no-cache-dir --constraint requirements.lock .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 suretygraph && mkdir /data && chown suretygraph /data
COPY --from=build /opt/suretygraph /opt/suretygraph
ENV PATH=/opt/suretygraph/bin:$PATH \
    PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 \
    NUMBA_CACHE_DIR=/data/.cache/kernels \
    SURETYGRAPH_CACHE_DIR=/data/.cache/networks \
    SURETYGRAPH_STORE=sqlite:////data/suretygraph.db \
    SURETYGRAPH_SIDE_STORE=/data/suretygraph.side \
    SURETYGRAPH_HOST=0.0.0.0 \
    SURETYGRAPH_AUTH=required
USER suretygraph
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", "import http.client, os, sys; \
asked = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('SURETYGRAPH_PORT') or 8000), timeout=4); \
asked.request('GET', '/healthz'); sys.exit(asked.getresponse().status != 200)"]
ENTRYPOINT ["suretygraph"]
CMD ["serve"]
