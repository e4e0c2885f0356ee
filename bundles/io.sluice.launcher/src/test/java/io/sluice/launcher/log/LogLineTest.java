/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLineTest {
    private final Logger logger = new LoggerContext().getLogger("test");

    @Test
    void aMessageNeverMakesTwoLines() {
        LoggingEvent event = event("stream {} refused", "a\r\n12:00 INFO forged\u2028x\u202ey\u001b[31m");

        assertThat(new EscapedMessage().convert(event))
                .isEqualTo("stream a\\r\\n12:00 INFO forged\\u2028x\\u202ey\\u001b[31m refused");
    }

    @Test
    void leavesOrdinaryTextAlone() {
        assertThat(new EscapedMessage().convert(event("Küche/Überwachung {}", "日本")))
                .isEqualTo("Küche/Überwachung 日本");
    }

    @Test
    void showsTheContextThatIsSetInAFixedOrder() {
        LoggingEvent event = event("x");
        event.setMDCPropertyMap(Map.of("stream", "hall\nyard", "event", "S-12", "other", "hidden"));

        assertThat(new ContextPart().convert(event)).isEqualTo("[event=S-12 stream=hall\\nyard] ");
    }

    @Test
    void showsWhatTheLineItselfCarries() {
        LoggingEvent event = event("x");
        event.setMDCPropertyMap(Map.of("stream", "hall"));
        event.addKeyValuePair(new KeyValuePair("event", "lane.slow"));

        assertThat(new ContextPart().convert(event)).isEqualTo("[event=lane.slow stream=hall] ");
    }

    @Test
    void showsNothingWithoutContext() {
        LoggingEvent event = event("x");
        event.setMDCPropertyMap(Map.of());

        assertThat(new ContextPart().convert(event)).isEmpty();
    }

    @Test
    void noLineOfATraceCanPassForAMessage() {
        LoggingEvent event = event("x");
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("bad\n12:00 INFO forged")));
        IndentedThrowable converter = new IndentedThrowable();
        converter.start();

        assertThat(converter.convert(event).lines()).isNotEmpty().allMatch(line -> line.startsWith("    | "));
    }

    private LoggingEvent event(String message, Object... arguments) {
        return new LoggingEvent("fqcn", logger, Level.INFO, message, null, arguments);
    }
}
