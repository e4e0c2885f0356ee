/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.api.stream.StreamEvents;
import io.sluice.core.lane.Journal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Writes what happens to the log, with its context, and posts it as an event: both off the lane, in order. */
final class LogJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.stream");

    private final Executor mailbox;
    private final Supplier<@Nullable EventAdmin> admin;

    /** @param admin asked anew for each event; gives null while there is none */
    LogJournal(Executor mailbox, Supplier<@Nullable EventAdmin> admin) {
        this.mailbox = mailbox;
        this.admin = admin;
    }

    @Override
    public void tell(String code, Level level, String topic, Map<String, Object> values, String message) {
        mailbox.execute(() -> {
            log(code, level, values, message);
            EventAdmin events = admin.get();
            if (!topic.isEmpty() && events != null) {
                events.postEvent(new Event(topic, new LinkedHashMap<>(values)));
            }
        });
    }

    private static void log(String code, Level level, Map<String, Object> values, String message) {
        put("event", code);
        put("stream", values.get(StreamEvents.NAME));
        put("source", values.get(StreamEvents.SOURCE));
        put("generation", values.get(StreamEvents.GENERATION));
        put("session", values.get("session"));
        try {
            switch (level) {
                case DEBUG -> LOG.debug(message);
                case INFO -> LOG.info(message);
                case WARN -> LOG.warn(message);
                case ERROR -> LOG.error(message);
            }
        } finally {
            MDC.clear();
        }
    }

    private static void put(String key, @Nullable Object value) {
        if (value != null) {
            MDC.put(key, value.toString());
        }
    }
}
