/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.lib.auth.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files with passwords are their owner's alone. */
final class FileModes {
    private static final Logger LOG = LoggerFactory.getLogger(FileModes.class);

    private FileModes() {}

    static void warnIfOpen(Path file) {
        try {
            if (SecretFile.isOpenToOthers(file)) {
                LOG.atWarn()
                        .addKeyValue("event", "auth.file_mode")
                        .log("{} holds passwords and others may open it: chmod 600 {}", file, file);
            }
        } catch (IOException unknown) {
            LOG.debug("the mode of {} is not known", file, unknown);
        }
    }
}
