/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.sluice.auth");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long nowNs;
    private final AuditLog audit = new AuditLog(() -> nowNs);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    @Test
    void writesTenLinesASecondForEachPeer() throws UnknownHostException {
        for (int i = 0; i < 1000; i++) {
            audit.failed(InetAddress.getByName("192.0.2.1"), "password", "u");
        }
        assertThat(lines.list).hasSize(10);
        audit.failed(InetAddress.getByName("192.0.2.2"), "password", "u");
        assertThat(lines.list).hasSize(11);
        nowNs += TimeUnit.SECONDS.toNanos(1);
        audit.locked(InetAddress.getByName("192.0.2.1"), TimeUnit.SECONDS.toNanos(2));
        assertThat(lines.list).hasSize(12);
        assertThat(lines.list.get(11).getFormattedMessage()).contains("192.0.2.1", "2 s");
    }

    @Test
    void aNameCannotForgeALine() {
        assertThat(AuditLog.shown("a\n2026-11-20 ERROR \u202e\"b\u2028\u0007"))
                .isEqualTo("a\\u000a2026-11-20 ERROR \\u202e\\u0022b\\u2028\\u0007");
        assertThat(AuditLog.shown("x".repeat(1000))).hasSize(64);
    }
}
