/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Streams by name and the two sides that meet there: producers put access units in, consumers take framed bytes out.
 */
@NullMarked
@Export
@Version("1.1.0")
package io.sluice.api.stream;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
