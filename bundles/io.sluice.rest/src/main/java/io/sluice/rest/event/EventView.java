/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.event;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.StreamEvents;
import io.sluice.api.stream.StreamName;
import io.sluice.rest.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An event as somebody may see it, in the format of Server-Sent Events (HTML Living Standard §9.2). */
final class EventView {
    /** What a viewer learns: texts and sources name cameras. */
    private static final List<String> FOR_VIEWERS =
            List.of(StreamEvents.NAME, StreamEvents.OLD_STATE, StreamEvents.NEW_STATE, StreamEvents.REASON);

    private static final String PREFIX = "io/sluice/";

    private EventView() {}

    /** Null: not for them. */
    static byte @Nullable [] of(EventLog.Entry entry, Identity identity) {
        var data = new TreeMap<String, Object>();
        if (entry.values().get(StreamEvents.NAME) instanceof String text) {
            StreamName name;
            try {
                name = StreamName.of(text);
            } catch (IllegalArgumentException wrong) {
                return null;
            }
            if (identity.may(Role.ADMIN, name)) {
                data.putAll(entry.values());
            } else if (!identity.may(Role.VIEWER, name) || entry.values().containsKey(StreamEvents.SOURCE)) {
                return null;
            } else {
                FOR_VIEWERS.forEach(key -> {
                    Object value = entry.values().get(key);
                    if (value != null) {
                        data.put(key, value);
                    }
                });
            }
        } else if (identity.mayAll(Role.ADMIN)) {
            data.putAll(entry.values());
        } else {
            return null;
        }
        String json = new String(Json.write(data), StandardCharsets.UTF_8);
        String name = entry.topic().startsWith(PREFIX) ? entry.topic().substring(PREFIX.length()) : entry.topic();
        return ("id: " + entry.id() + "\nevent: " + name + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The properties of an event that can be told, with secrets masked. */
    static Map<String, Object> values(Map<String, Object> properties) {
        var values = new TreeMap<String, Object>();
        properties.forEach((key, value) -> {
            if (value instanceof Number || value instanceof Boolean) {
                values.put(key, value);
            } else if (value instanceof String text && !key.equals("event.topics")) {
                values.put(key, Source.mask(text));
            }
        });
        return values;
    }
}
