import type * as OpenTelemetry from '@opentelemetry/api';
import type { Logger } from './logger';

type Attributes = Readonly<Record<string, string | number>>;

/** A piece of work that a trace shows. What is done for it is handed it, so that nothing has to be kept beside each promise. */
export interface Span {
  child(name: string, attributes?: Attributes): Span;
  /** Says that it goes on with what the other one began, of another trace. */
  link(other: Span): void;
  /**
   * @param failure why it came to nothing; a code, or the database's
   * @param attributes what was known only then
   */
  end(failure?: string, attributes?: Attributes): void;
}

export interface Tracing {
  /** The first piece of work of a request, of a message on a socket, or of the platform's own, within its caller's trace where `traceparent` names one (W3C Trace Context). */
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
      return new TracedSpan(api, tracer, tracer.startSpan(name, { kind: SERVER, attributes }, within));
    },
    stop: () => provider.shutdown(),
  };
}

class TracedSpan implements Span {
  constructor(
    private readonly api: typeof OpenTelemetry,
    private readonly tracer: OpenTelemetry.Tracer,
    private readonly span: OpenTelemetry.Span,
  ) {}

  child(name: string, attributes: Attributes = {}): Span {
    const { api, tracer, span } = this;
    const within = api.trace.setSpan(api.ROOT_CONTEXT, span);
    return new TracedSpan(api, tracer, tracer.startSpan(name, { attributes }, within));
  }

  link(other: Span): void {
    if (other instanceof TracedSpan) this.span.addLink({ context: other.span.spanContext() });
  }

  end(failure?: string, attributes: Attributes = {}): void {
    this.span.setAttributes(attributes);
    if (failure !== undefined) this.span.setStatus({ code: ERROR, message: failure });
    this.span.end();
  }
}
