/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Users, what they may do, and how a protocol finds out who somebody is. */
@NullMarked
@Export
@Version("1.0.0")
package io.sluice.api.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
