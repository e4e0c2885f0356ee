/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GoneClientsTest {
    private final LoggerContext loggers = new LoggerContext();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    GoneClientsTest() {
        loggers.addTurboFilter(new GoneClients());
        written.start();
        loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(written);
    }

    /** As Jetty names it. */
    private static final class EofException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aClientThatIsGoneIsNoDefect() {
        Logger servlets = loggers.getLogger("org.apache.felix.http");
        servlets.error("Exception while processing request to /x", new EofException());
        servlets.error("Exception while processing request to {}", "/x", new EofException());
        servlets.error("Exception while processing request to /x", new IllegalStateException(new EofException()));
        assertThat(written.list).isEmpty();
    }

    @Test
    void everythingElseIsWritten() {
        loggers.getLogger("org.apache.felix.http").error("Exception", new IOException("disk"));
        loggers.getLogger("org.apache.felix.http").error("without a cause");
        loggers.getLogger("io.sluice.net").error("Exception", new EofException());
        assertThat(written.list).hasSize(3);
    }
}
