/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What may be changed over HTTP, and how it gets into the configuration file. */
@NullMarked
package io.sluice.rest.change;

import org.jspecify.annotations.NullMarked;
