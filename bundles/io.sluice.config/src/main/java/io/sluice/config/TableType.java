/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A list of things with keys of their own; becomes properties {@code 0.name}, {@code 1.name} and so on. */
record TableType(Section row) implements ValueType {
    private static final int MAX_ROWS = 1024;

    @Override
    public @Nullable Object read(String key, Node node, Reading reading) {
        List<Node> rows = node instanceof Node.Items list ? list.items() : List.of(node);
        if (rows.size() > MAX_ROWS) {
            reading.refuse(node.place(), key + " has more than " + MAX_ROWS + " entries");
            return null;
        }
        Map<String, Object> properties = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            String prefix = i + ".";
            new Section(key, row.keys(), row.foreign(), row.others())
                    .read(rows.get(i), reading)
                    .forEach((path, value) -> properties.put(prefix + path, value));
        }
        return properties;
    }

    @Override
    public String shown(Object value) {
        long rows = ((Map<?, ?>) value)
                .keySet().stream()
                        .map(path -> path.toString().replaceAll("\\..*", ""))
                        .distinct()
                        .count();
        return rows + (rows == 1 ? " entry" : " entries");
    }
}
