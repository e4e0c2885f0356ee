/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

/**
 * Where something stands: shown as {@code FILE:LINE}.
 *
 * @param file as the user named it, or {@code --set a.b}
 * @param line from 1; 0 when there are no lines
 */
record Place(String file, int line) {
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
