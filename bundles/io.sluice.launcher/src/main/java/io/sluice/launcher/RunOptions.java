/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code run} was asked for.
 *
 * @param home absolute, need not exist
 * @param config absolute, need not exist
 * @param settings {@code a.b=VALUE}, in the order given
 * @param dev unsigned bundles may be installed
 * @param shell an interactive shell on the terminal
 */
record RunOptions(Path home, Path config, List<String> settings, boolean dev, boolean shell) {
    RunOptions {
        settings = List.copyOf(settings);
    }
}
