/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Map;

/** {@code %context}: those of our MDC keys that are set, as {@code [event=… stream=…] }, or nothing. */
public final class ContextPart extends ClassicConverter {
    private static final List<String> KEYS = List.of("event", "stream", "generation", "source", "session");

    @Override
    public String convert(ILoggingEvent event) {
        Map<String, String> context = event.getMDCPropertyMap();
        if (context.isEmpty()) {
            return "";
        }
        StringBuilder part = new StringBuilder();
        for (String key : KEYS) {
            String value = context.get(key);
            if (value != null && !value.isEmpty()) {
                part.append(part.isEmpty() ? "[" : " ").append(key).append('=').append(Escape.line(value));
            }
        }
        return part.isEmpty() ? "" : part.append("] ").toString();
    }
}
