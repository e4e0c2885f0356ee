/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Header fields in order; names are compared without regard to case. Immutable. */
public final class RtspHeaders {
    /** No field at all. */
    public static final RtspHeaders EMPTY = new RtspHeaders(List.of());

    /** One field. */
    public record Field(String name, String value) {}

    private final List<Field> fields;

    private RtspHeaders(List<Field> fields) {
        this.fields = fields;
    }

    static RtspHeaders of(List<Field> fields) {
        return new RtspHeaders(List.copyOf(fields));
    }

    /** These fields: name, value, name, value … */
    public static RtspHeaders of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a value is missing");
        }
        var fields = new ArrayList<Field>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return of(fields);
    }

    /** The first value of that name, or null. */
    public @Nullable String get(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    /** All values of that name in order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** These fields and one more at the end. */
    public RtspHeaders plus(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return of(more);
    }

    public List<Field> fields() {
        return fields;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RtspHeaders that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** For people: names only, values may hold secrets. */
    @Override
    public String toString() {
        return fields.stream().map(Field::name).toList().toString();
    }
}
