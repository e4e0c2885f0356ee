/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What a driver implements and what it is given. A driver is a bundle of its own that serves one or more URI schemes.
 */
@NullMarked
@Export
@Version("1.1.0")
package io.sluice.api.driver;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
