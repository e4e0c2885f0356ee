/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class DeployFolderTest {
    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(DeployFolder.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void listen() {
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(said);
    }

    private List<String> lines() {
        return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void jar(String name, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (String header : headers) {
            manifest.getMainAttributes().putValue(header, "1.0");
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve(name));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.flush();
        }
    }

    @Test
    void namesWhatIsNoBundleOnce() throws IOException {
        Files.writeString(folder.resolve("text.jar"), "no jar");
        jar("plain.jar");
        jar("bundle.jar", "Bundle-SymbolicName", "Bundle-Version");
        Files.writeString(folder.resolve("note.txt"), "no jar either");
        try (DeployFolder deploy = new DeployFolder(folder)) {
            deploy.poll();
            assertThat(lines()).isEmpty();
            for (int i = 0; i < 3; i++) {
                deploy.poll();
            }
            assertThat(lines())
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("text.jar is not installed: it is no jar or is damaged"))
                    .anyMatch(line -> line.startsWith("plain.jar is not installed: it is no bundle"));
        }
    }

    @Test
    void namesItAgainWhenItChanged() throws IOException {
        Path file = Files.writeString(folder.resolve("text.jar"), "no jar");
        try (DeployFolder deploy = new DeployFolder(folder)) {
            deploy.poll();
            deploy.poll();
            Files.writeString(file, "still no jar");
            deploy.poll();
            deploy.poll();
            Files.delete(file);
            deploy.poll();
            assertThat(lines()).hasSize(2);
        }
    }
}
