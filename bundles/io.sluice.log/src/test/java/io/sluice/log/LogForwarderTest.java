/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.LoggerFactory;

class LogForwarderTest {
    private final Logger osgi = (Logger) LoggerFactory.getLogger("osgi");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicReference<@Nullable LogListener> listener = new AtomicReference<>();

    @BeforeEach
    void collectLines() {
        lines.start();
        osgi.setLevel(Level.TRACE);
        osgi.setAdditive(false);
        osgi.addAppender(lines);
    }

    @AfterEach
    void release() {
        osgi.detachAppender(lines);
    }

    @Test
    void replaysTheHistoryOldestFirstBeforeAnythingNew() {
        LogForwarder forwarder = new LogForwarder();
        LogEntry second = entry(2, LogLevel.INFO, "any", "second", null);
        forwarder.attach(reader(List.of(second, entry(1, LogLevel.INFO, "any", "first", null))));

        forwarder.logged(second);
        forwarder.logged(entry(3, LogLevel.INFO, "any", "third", null));

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("first", "second", "third");
    }

    @Test
    void keepsLevelBundleAndException() {
        LogForwarder forwarder = new LogForwarder();
        forwarder.attach(reader(List.of()));

        forwarder.logged(entry(1, LogLevel.ERROR, "any", "activation failed", new IllegalStateException("no clip")));

        ILoggingEvent line = lines.list.get(0);
        assertThat(line.getLevel()).isEqualTo(Level.ERROR);
        assertThat(line.getLoggerName()).isEqualTo("osgi.com.example.driver");
        assertThat(line.getThrowableProxy().getMessage()).isEqualTo("no clip");
    }

    @Test
    void leavesOutTheChatterAboutEvents() {
        LogForwarder forwarder = new LogForwarder();
        forwarder.attach(reader(List.of()));

        forwarder.logged(entry(1, LogLevel.INFO, "Events.Bundle", "BundleEvent STARTED", null));
        forwarder.logged(entry(2, LogLevel.ERROR, "Events.Framework", "FrameworkEvent ERROR", null));

        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("FrameworkEvent ERROR");
    }

    @Test
    void detachesFromTheService() {
        LogForwarder forwarder = new LogForwarder();
        forwarder.attach(reader(List.of()));
        assertThat(listener.get()).isSameAs(forwarder);

        forwarder.detach();

        assertThat(listener.get()).isNull();
    }

    private LogReaderService reader(List<LogEntry> newestFirst) {
        return (LogReaderService) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {LogReaderService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "addLogListener" -> {
                        listener.set((LogListener) arguments[0]);
                        yield null;
                    }
                    case "removeLogListener" -> {
                        listener.compareAndSet((LogListener) arguments[0], null);
                        yield null;
                    }
                    case "getLog" -> Collections.enumeration(newestFirst);
                    default -> throw new AssertionError(method.getName());
                });
    }

    private static LogEntry entry(
            long sequence, LogLevel level, String logger, String message, @Nullable Throwable exception) {
        return (LogEntry) Proxy.newProxyInstance(
                LogForwarderTest.class.getClassLoader(),
                new Class<?>[] {LogEntry.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getSequence" -> sequence;
                    case "getLogLevel" -> level;
                    case "getLoggerName" -> logger;
                    case "getMessage" -> message;
                    case "getException" -> exception;
                    case "getBundle" -> bundle();
                    default -> throw new AssertionError(method.getName());
                });
    }

    private static Bundle bundle() {
        return (Bundle) Proxy.newProxyInstance(
                LogForwarderTest.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBundleId" -> 7L;
                    case "getSymbolicName" -> "com.example.driver";
                    default -> throw new AssertionError(method.getName());
                });
    }
}
