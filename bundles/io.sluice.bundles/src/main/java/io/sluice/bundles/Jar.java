/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.nio.file.Path;
import org.osgi.framework.Version;

/**
 * A jar that was looked at and is a bundle.
 *
 * @param file where it lies now; nobody else writes there
 * @param fragment whether it attaches to another bundle instead of starting
 * @param signed whether it carries a signature; nobody has verified it
 * @param sha256 of the file, hexadecimal
 */
record Jar(Path file, String symbolicName, Version version, boolean fragment, boolean signed, String sha256) {
    @Override
    public String toString() {
        return symbolicName + " " + version;
    }
}
