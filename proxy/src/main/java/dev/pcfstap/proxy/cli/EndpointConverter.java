package dev.pcfstap.proxy.cli;

import dev.pcfstap.proxy.relay.Endpoint;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code HOST:PORT} or {@code [V6]:PORT}. */
final class EndpointConverter implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** {@code [HOST:]PORT}, on the loopback unless told otherwise. */
    static final class Listen implements ITypeConverter<Endpoint> {
        static final String DEFAULT_HOST = "127.0.0.1";

        @Override
        public Endpoint convert(String text) {
            try {
                return Endpoint.parse(text, DEFAULT_HOST);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
