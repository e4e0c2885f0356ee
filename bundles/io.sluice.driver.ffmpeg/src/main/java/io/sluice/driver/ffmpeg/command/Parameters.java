/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code a=1&b=two}: decoded once, before it is checked. */
final class Parameters {
    private final String of;
    private final Map<String, String> values = new LinkedHashMap<>();

    private Parameters(String of) {
        this.of = of;
    }

    static Parameters of(String of, String query) {
        var parameters = new Parameters(of);
        for (String part : query.split("&")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value;
            try {
                value = equals < 0 ? "" : URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                throw Checked.refusal(of + name, part, "the percent-encoding is broken");
            }
            if (!name.isEmpty() && parameters.values.put(name, value) != null) {
                throw new IllegalArgumentException(of + Checked.shown(name) + " is there twice");
            }
        }
        return parameters;
    }

    /** Refuses all others. */
    Parameters only(String... names) {
        for (String name : values.keySet()) {
            if (!List.of(names).contains(name)) {
                throw new IllegalArgumentException(
                        of + " has no parameter " + Checked.shown(name) + "; there are " + String.join(", ", names));
            }
        }
        return this;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value, checked; null: it is not there. */
    @Nullable
    String like(String name, Pattern pattern, String allowed) {
        String value = values.get(name);
        return value == null ? null : Checked.like(of + name, value, pattern, allowed);
    }

    /** The value, checked, or what is normal. */
    String like(String name, Pattern pattern, String allowed, String normal) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? normal : Checked.like(of + name, value, pattern, allowed);
    }

    IllegalArgumentException needs(String what) {
        return new IllegalArgumentException(of + " needs " + what);
    }
}
