#include <dnnl_version.h>

// Swift sees the interface of oneDNN 3, whichever is installed.
#if DNNL_VERSION_MAJOR >= 3
#include <dnnl.h>
#else
#include "dnnl2.h"
#endif

// Debian builds oneDNN on OpenMP, whose number of threads is a setting of each calling thread.
int omp_get_max_threads(void);
void omp_set_num_threads(int);
