/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a servlet of any bundle may tell the gateway in front of it, and what it learns from it. */
@NullMarked
@Export
@Version("1.0.0")
package io.sluice.api.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
