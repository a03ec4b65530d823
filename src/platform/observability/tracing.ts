import type * as OpenTelemetry from '@opentelemetry/api';
import type { Logger } from './logger';

type Attributes = Readonly<Record<string, string | number>>;

/** A piece of work that a trace shows. What is done for it is handed it, so that nothing has to be kept beside each promise. */
export interface Span {
  child(name: string, attributes?: Attributes): Span;
  /** @param failure why it came to nothing; a code, or the database's */
  end(failure?: string): void;
}

export interface Tracing {
  /** The first piece of work of a request, within its caller's trace where `traceparent` names one (W3C Trace Context). */
  begin(name: string, traceparent: string | undefined, attributes?: Attributes): Span;
  /** Sends what has not been sent. */
  stop(): Promise<void>;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** OpenTelemetry's SpanKind and SpanStatusCode, which are enumerations of a package that is loaded only when it is wanted. */
const SERVER = 1;
const ERROR = 2;

/**
 * Traces for an OpenTelemetry collector. Its packages (27 MB) are no part of a production installation, and loaded only here:
 * without them there are no traces, and the log says what to install.
 * @param version of the platform
 */
export async function openTracing(
  { endpoint, serviceName }: { readonly endpoint: string; readonly serviceName: string },
  version: string,
  log: Logger,
): Promise<Tracing | null> {
  const packages = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-base'),
  ]).catch((error: unknown) => {
    log.error(
      { err: error },
      'no traces: OTEL_EXPORTER_OTLP_ENDPOINT is set, and the packages @opentelemetry/* are not installed (docs/operations/watch.md)',
    );
    return null;
  });
  if (packages === null) return null;
  const [api, { OTLPTraceExporter }, resources, sdk] = packages;
  const provider = new sdk.BasicTracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })),
    ],
  });
  const tracer = provider.getTracer('gongjian', version);
  log.info({ event: 'traces' }, 'sending traces');
  return {
    begin(name, traceparent, attributes = {}) {
      const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
      const within =
        traceId === undefined || spanId === undefined
          ? api.ROOT_CONTEXT
          : api.trace.setSpanContext(api.ROOT_CONTEXT, {
              traceId,
              spanId,
              traceFlags: Number.parseInt(flags ?? '0', 16),
              isRemote: true,
            });
      return spanOf(api, tracer, tracer.startSpan(name, { kind: SERVER, attributes }, within));
    },
    stop: () => provider.shutdown(),
  };
}

function spanOf(api: typeof OpenTelemetry, tracer: OpenTelemetry.Tracer, span: OpenTelemetry.Span): Span {
  return {
    child: (name, attributes = {}) =>
      spanOf(api, tracer, tracer.startSpan(name, { attributes }, api.trace.setSpan(api.ROOT_CONTEXT, span))),
    end(failure) {
      if (failure !== undefined) span.setStatus({ code: ERROR, message: failure });
      span.end();
    },
  };
}
