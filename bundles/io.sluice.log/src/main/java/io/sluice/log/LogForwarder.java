/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards one Log Reader Service: first what it has kept, then everything new, nothing twice. The logger is
 * {@code osgi.} and the bundle's symbolic name.
 */
final class LogForwarder implements LogListener {
    /** Sequence numbers of the entries that were replayed: bounded by the size of the service's own history. */
    private final Set<Long> replayed = ConcurrentHashMap.newKeySet();

    private volatile boolean replaying;
    private @Nullable LogReaderService reader;

    void attach(LogReaderService service) {
        reader = service;
        replaying = true;
        service.addLogListener(this);
        List<LogEntry> history = new ArrayList<>(Collections.list(service.getLog()));
        Collections.reverse(history); // the service gives the newest first
        history.forEach(this::logged);
        replaying = false;
    }

    void detach() {
        if (reader != null) {
            reader.removeLogListener(this);
        }
    }

    @Override
    public void logged(LogEntry entry) {
        boolean seen = replaying ? !replayed.add(entry.getSequence()) : replayed.contains(entry.getSequence());
        if (!seen && isWorthALine(entry)) {
            write(entry);
        }
    }

    /** The framework reports every bundle and service event as an entry; only its warnings and errors say anything. */
    private static boolean isWorthALine(LogEntry entry) {
        String name = entry.getLoggerName();
        return name == null || !name.startsWith("Events.") || LogLevel.WARN.implies(entry.getLogLevel());
    }

    private static void write(LogEntry entry) {
        Bundle bundle = entry.getBundle();
        String source = bundle == null || bundle.getBundleId() == 0 ? "framework" : bundle.getSymbolicName();
        Logger logger = LoggerFactory.getLogger("osgi." + source);
        String message = entry.getMessage();
        Throwable exception = entry.getException();
        switch (entry.getLogLevel()) {
            case AUDIT, ERROR -> logger.error(message, exception);
            case WARN -> logger.warn(message, exception);
            case INFO -> logger.info(message, exception);
            case DEBUG -> logger.debug(message, exception);
            case TRACE -> logger.trace(message, exception);
        }
    }
}
