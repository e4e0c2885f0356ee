/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Forwards what bundles write to the OSGi Log Service to SLF4J; without it activation errors are invisible. */
@NullMarked
package io.sluice.log;

import org.jspecify.annotations.NullMarked;
