/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * {@code %context}: those of our keys that are set, in the diagnostic context or as key and value of the line itself,
 * as {@code [event=… stream=…] }, or nothing.
 */
public final class ContextPart extends ClassicConverter {
    private static final List<String> KEYS = List.of("event", "stream", "generation", "source", "session");

    @Override
    public String convert(ILoggingEvent event) {
        Map<String, String> context = event.getMDCPropertyMap();
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (context.isEmpty() && (pairs == null || pairs.isEmpty())) {
            return "";
        }
        StringBuilder part = new StringBuilder();
        for (String key : KEYS) {
            String value = value(key, context, pairs);
            if (value != null && !value.isEmpty()) {
                part.append(part.isEmpty() ? "[" : " ").append(key).append('=').append(Escape.line(value));
            }
        }
        return part.isEmpty() ? "" : part.append("] ").toString();
    }

    private static @Nullable String value(String key, Map<String, String> context, @Nullable List<KeyValuePair> pairs) {
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                if (key.equals(pair.key)) {
                    return String.valueOf(pair.value);
                }
            }
        }
        return context.get(key);
    }
}
