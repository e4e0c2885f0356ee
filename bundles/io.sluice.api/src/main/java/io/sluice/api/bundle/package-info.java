/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Installing, updating and removing bundles while the server runs. */
@NullMarked
@Export
@Version("1.0.0")
package io.sluice.api.bundle;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
