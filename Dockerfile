# The front-end assets, built from package-lock.json alone.
FROM node:24-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY web/assets web/assets
RUN npm run --silent build

# The packages, each checked against its hash.
FROM python:3.12-slim-bookworm AS packages
COPY requirements/base.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.txt

FROM python:3.12-slim-bookworm
# Pango draws letters; without the HarfBuzz subset library each takes four times as long.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin service \
    && install -d -o service -g service /outbox /outbox/text /outbox/print /service/var
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cps_victims.settings.production
WORKDIR /service
COPY --from=packages /venv /venv
COPY . .
RUN pybabel --quiet compile --domain django --directory locale
COPY --from=assets /build/static/vendor static/vendor
# Collecting files reads the settings, not the addresses in them; none of these values stays in the image.
RUN DATABASE_URL=postgresql://nobody@localhost/nowhere REDIS_URL=redis://localhost/0 CACHE_URL=redis://localhost/1 \
    SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(64))") \
    RECORD_SIGNING_KEY=$(python -c "import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())") \
    ALLOWED_HOSTS=localhost PUBLIC_URL=https://localhost python manage.py collectstatic --no-input --verbosity 0
USER service
EXPOSE 8000
CMD ["gunicorn", "--config", "python:cps_victims.gunicorn", "--bind", "0.0.0.0:8000", "cps_victims.wsgi"]
