/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A tree without places, for others: maps, lists and strings. */
final class PlainTree {
    private PlainTree() {}

    static Map<String, Object> of(Node.Fields fields) {
        var map = new LinkedHashMap<String, Object>();
        for (Node.Field field : fields.fields()) {
            map.put(field.key(), of(field.value()));
        }
        return Collections.unmodifiableMap(map);
    }

    private static Object of(Node node) {
        if (node instanceof Node.Fields fields) {
            return of(fields);
        }
        if (node instanceof Node.Items list) {
            return list.items().stream().map(PlainTree::of).toList();
        }
        return Node.isNull(node) ? "" : ((Node.Scalar) node).text();
    }
}
