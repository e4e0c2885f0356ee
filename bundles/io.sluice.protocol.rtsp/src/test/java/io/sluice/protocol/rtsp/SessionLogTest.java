/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.URL;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.api.stream.Reason;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class SessionLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.sluice.rtsp");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
            line.prepareForDeferredProcessing(); // takes the context as it is now
            super.append(line);
        }
    };
    private final RtspRig rig = new RtspRig();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private List<String> events() {
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getMDCPropertyMap().get("event"))
                .toList();
    }

    @Test
    void aSessionHasALineForEachEventWithItsContext() {
        rig.ask("DESCRIBE", URL, "User-Agent: Lavf");
        rig.ask("PLAY", URL, rig.setUp(0));
        rig.connection.close(Reason.RESET, "the peer reset the connection");
        rig.connection.settle();

        assertThat(events()).containsExactly("INFO rtsp.play", "INFO rtsp.closed");
        assertThat(lines.list.get(0).getMDCPropertyMap())
                .containsEntry("stream", "cam")
                .containsEntry("session", "conn-7");
        assertThat(lines.list.get(0).getFormattedMessage()).isEqualTo("127.0.0.1:50123 plays h264/90000; Lavf");
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void refusalsAreWarningsWithoutStackTraceAndNotWithoutEnd() {
        for (int i = 0; i < 30; i++) {
            rig.ask("DESCRIBE", "rtsp://localhost/nope");
        }

        assertThat(events()).hasSize(10).containsOnly("WARN rtsp.refused");
        assertThat(lines.list).allMatch(line -> line.getThrowableProxy() == null);
    }

    @Test
    void credentialsAreNotLogged() {
        rig.ask("DESCRIBE", "rtsp://me:S3cr3t@localhost/nope?password=S3cr3t", "Authorization: Basic UzNjcjN0");
        rig.send("BAD rtsp://me:S3cr3t@localhost/nope\r\n\r\n");

        assertThat(lines.list)
                .isNotEmpty()
                .noneMatch(line -> line.getFormattedMessage().matches(".*(S3cr3t|UzNjcjN0).*"));
    }
}
