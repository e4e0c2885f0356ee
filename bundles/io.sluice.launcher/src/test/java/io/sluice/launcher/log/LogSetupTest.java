/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class LogSetupTest {
    @TempDir
    Path folder;

    private final LoggerContext loggers = new LoggerContext();

    @AfterEach
    void clear() {
        System.clearProperty("sluice.log");
        System.clearProperty("logback.configurationFile");
        loggers.stop();
    }

    @Test
    void writesOneLineAMessageAndABarBeforeEachLineOfATrace() throws IOException {
        Path log = folder.resolve("sluice.log");
        System.setProperty("sluice.log", log.toString());
        LogbackMDCAdapter context = new LogbackMDCAdapter();
        loggers.setMDCAdapter(context);

        assertThat(new LogSetup().configure(loggers)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
        context.put("stream", "hall");
        Logger logger = loggers.getLogger("io.sluice.test");
        logger.info("two\nlines");
        logger.warn("failed", new IllegalStateException("bad\nluck"));
        logger.debug("not asked for");
        loggers.stop();

        List<String> lines = Files.readAllLines(log);
        assertThat(lines.get(0)).endsWith("INFO  [main] io.sluice.test - [stream=hall] two\\nlines");
        assertThat(lines.get(1)).endsWith("WARN  [main] io.sluice.test - [stream=hall] failed");
        assertThat(lines.subList(2, lines.size())).isNotEmpty().allMatch(line -> line.startsWith("    | "));
    }

    @Test
    void leavesItToTheOperatorsFile() {
        System.setProperty("sluice.log", folder.resolve("x").toString());
        System.setProperty("logback.configurationFile", "own.xml");

        assertThat(new LogSetup().configure(loggers)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    }
}
