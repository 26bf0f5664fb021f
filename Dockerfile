FROM python:3.11-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --require-hashes -r requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin app
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Collecting needs settings that load, not servers; none of these values stays in the image.
RUN SECRET_KEY=build PUBLIC_URL=http://localhost DATABASE_URL=postgresql://build@localhost/build \
    REDIS_URL=redis://localhost EMAIL_URL=smtp://localhost \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q mentorship programs matching tracking recognition
# Threads are few and stay: each holds a connection to PostgreSQL, and left alone there may be hundreds.
ENV GRANIAN_INTERFACE=wsgi GRANIAN_HOST=0.0.0.0 GRANIAN_PORT=8000 GRANIAN_WORKERS=2 GRANIAN_BLOCKING_THREADS=4 \
    GRANIAN_RESPAWN_FAILED_WORKERS=true GRANIAN_LOG_LEVEL=warning
USER 10001:10001
EXPOSE 8000
# Asked by the name in PUBLIC_URL, since other hosts are refused.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.parse as p, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': p.urlsplit(os.environ['PUBLIC_URL']).netloc}), timeout=4)"]
CMD ["granian", "mentorship.wsgi:application"]
